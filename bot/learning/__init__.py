"""How people learn: questions, quizzes, scores, spaced repetition. No discord, no SQL, no clock."""
