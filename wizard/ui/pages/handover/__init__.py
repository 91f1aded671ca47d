"""The pages between "this needs a person" and an answer: questions, ways, preview, where it stands, the ticket."""
