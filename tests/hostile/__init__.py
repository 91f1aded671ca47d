"""What others write, damaged in every way: parsers answer or say "could not read", in bounded time and memory."""
