"""How the program looks: colours, fonts, icons, and the colour tables of maps."""
