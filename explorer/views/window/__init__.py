"""The window itself: its arrangement, commands, dialogs, messages and memory."""
