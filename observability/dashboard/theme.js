// Before anything is drawn, so that nothing flashes: the theme chosen here, or what the system prefers; dark if neither.
"use strict";
const chosenTheme = () => localStorage.getItem("theme") ?? (matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark");
document.documentElement.dataset.theme = chosenTheme();
