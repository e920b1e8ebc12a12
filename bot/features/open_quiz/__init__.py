"""A quiz that stays open for days, which everybody plays alone and at their own pace."""
