// The desk without it: counts that are renewed by saving, and rows in order of their numbers.
document.documentElement.classList.add("has-script");

// As count_words in comparisons/quality/words.py.
const words = (text) => text.replace(/(?<!\s)\s*\[@[a-z0-9-]+\]/g, "").split(/\s+/)
  .filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

document.addEventListener("input", ({ target }) => {
  const count = document.getElementById(`${target.id}_helptext`)?.querySelector(".count");
  if (!count) return;
  const number = words(target.value);
  count.textContent = `${number} word${number === 1 ? "" : "s"}; aim for ${count.dataset.aim}`;
  count.classList.toggle("is-over", number > count.dataset.aim);
});

// Rows stand where their kind and number put them: also in a form that came back with errors.
const sort = (fieldset) => {
  const rows = [...fieldset.querySelectorAll(":scope > .inline-related.has_original")];
  const place = (row) => (row.querySelector("select[name$=-kind]")?.selectedIndex || 0) * 1e6
    + Number(row.querySelector("._reorder_")?.value || 1e5);
  const sorted = [...rows].sort((one, other) => place(one) - place(other));
  if (sorted.every((row, index) => row === rows[index])) return;
  const behind = rows.at(-1).nextSibling;
  sorted.forEach((row) => fieldset.insertBefore(row, behind));
};
document.querySelectorAll("fieldset.sortable").forEach(sort);
document.addEventListener("change", ({ target }) => {
  if (!target.matches("fieldset.sortable .has_original ._reorder_")) return;
  sort(target.closest("fieldset.sortable"));
  target.focus();
});

// A field that narrows a long list of choices; what is chosen stays in sight.
document.querySelectorAll(".choose-many").forEach((list) => {
  const labels = [...list.querySelectorAll("label")];
  if (labels.length < 12) return;
  const field = Object.assign(document.createElement("input"), { type: "search", placeholder: "Search" });
  field.setAttribute("aria-label", `Search: ${list.getAttribute("aria-label")}`);
  field.addEventListener("input", () => labels.forEach((label) => {
    const found = label.textContent.toLowerCase().includes(field.value.toLowerCase());
    label.hidden = !found && !label.querySelector("input").checked;
  }));
  field.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  list.before(field);
});

// What takes long says that it has begun, and is sent once.
document.addEventListener("submit", (event) => {
  const { submitter, target: form } = event;
  const words = submitter?.dataset.wait;
  if (!words) return;
  if (form.nextElementSibling?.matches(".waiting")) { event.preventDefault(); return; }
  const sign = Object.assign(document.createElement("p"), { className: "waiting", role: "status" });
  form.after(sign);
  sign.append(document.createElement("progress"), words);
});
addEventListener("pageshow", () => document.querySelectorAll(".waiting").forEach((sign) => sign.remove()));

// Whoever leaves a form with words that are not saved is asked first.
let hasUnsavedWords = document.querySelector(".change-form .problems") !== null;
document.addEventListener("input", ({ target }) => {
  if (target.closest(".change-form #content-main form")) hasUnsavedWords = true;
});
document.addEventListener("submit", ({ submitter }) => {
  if (submitter?.formTarget !== "_blank") hasUnsavedWords = false;
});
addEventListener("beforeunload", (event) => { if (hasUnsavedWords) event.preventDefault(); });

// After Django's own script, which would go to the first field and scroll past what is wrong.
addEventListener("load", () => document.querySelector(".problems[autofocus]")?.focus());
