// Elements, made of what they say: what comes from elsewhere is text, and never markup.

/** An element. `text` is its text, `on` its listeners, `class` and the rest attributes; false and undefined are left out. */
export function el(name, { text, on = {}, ...attributes } = {}, ...children) {
  const made = name === "svg" ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  for (const [type, listener] of Object.entries(on)) made.addEventListener(type, listener);
  if (text !== undefined) made.textContent = text;
  made.append(...children.filter((child) => child !== undefined && child !== false));
  return made;
}

export const at = (id) => document.getElementById(id);

/** Has a node say that, and is no work if it does already. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** The same with an attribute; undefined takes it away. */
export function mark(node, name, value) {
  if (value === undefined) node.removeAttribute(name);
  else if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/** Has the children of `parent` be one for each item, in their order; those that stay are moved and not made anew, and keep the focus. */
export function keep(parent, items, keyOf, make, update) {
  const focused = parent.contains(document.activeElement) && document.activeElement;
  const keys = new Set(items.map(keyOf));
  for (const child of [...parent.children]) if (!keys.has(child.dataset.key)) child.remove(); // or all behind it would move
  const there = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let place = parent.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    let child = there.get(key);
    if (!child) {
      child = make(item);
      child.dataset.key = key;
    }
    if (child === place) place = place.nextElementSibling;
    else parent.insertBefore(child, place);
    update(child, item);
  }
  if (focused && focused.isConnected && focused !== document.activeElement) focused.focus({ preventScroll: true });
}

/** A colour of the stylesheet, for what is drawn. */
const colours = new Map();
export function colour(name) {
  if (!colours.has(name)) colours.set(name, getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim());
  return colours.get(name);
}
export const forgetColours = () => colours.clear();

const mostColours = 12;
/** A backend has the same colour everywhere, by its id. */
export const colourOf = (id) => colour(`series-${(id - 1) % mostColours}`);
