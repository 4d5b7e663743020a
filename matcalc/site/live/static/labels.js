/** Buttons of the theme whose label leaves out their text: what is read shall be what is seen. */
document.addEventListener("DOMContentLoaded", () => {
  for (const named of document.querySelectorAll(".search-button-field, summary[aria-label]")) {
    named.removeAttribute("aria-label");
  }
  // This button is named already; its icons bring titles.
  for (const icon of document.querySelectorAll(".theme-switch-button > *")) icon.removeAttribute("title");
});
