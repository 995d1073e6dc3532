// Sends the form of this page; its button does the same without scripts.
document.querySelector("form[data-submit]")?.requestSubmit();
