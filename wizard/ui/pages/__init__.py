"""The pages, one per view. Each is loaded when it is first shown, so that the first one comes up fast."""
