"""What goes on by itself: joins the quiz, the store and the views to Discord's messages."""
