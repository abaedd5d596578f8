// Keys 1 to 5 choose, Enter continues. Nothing is sent unasked, and nothing twice.
const form = document.querySelector("form.question");
const [next] = form.getElementsByTagName("button");
let sent = false;

document.documentElement.classList.add("scripted");

addEventListener("keydown", (event) => {
  const on = event.target;
  const types = on.matches("textarea, select, input:not([type=radio])");
  if (types || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.key === "Enter" && !on.closest("a, button, summary, input")) {
    form.requestSubmit(next);
  }
  const radio = /^[1-9]$/.test(event.key) && form.querySelectorAll("[type=radio]")[event.key - 1];
  if (radio) {
    radio.checked = true;
    radio.focus();
  }
});

form.addEventListener("submit", (event) => {
  if (sent) event.preventDefault();
  sent = true;
  // Whoever stops a page that loads too long may send again.
  setTimeout(() => { sent = false; }, 5000);
});

addEventListener("pageshow", () => { sent = false; });
