"""What was said, with times or without: subtitles, recorders' text, ELAN, oTranscribe, Whisper; lines to turns."""
