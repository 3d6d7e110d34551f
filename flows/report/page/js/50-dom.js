// What is drawn is said as a tree of plain objects. `redraw` compares it with the tree drawn before and changes the
// page where they differ: to make nodes anew, and have the browser style and place them, took most of a redraw's time.
// Text is only ever set as text: nothing in the data can become markup.

const $ = (id) => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";
const TEXT = "#";

const el = (tag, attributes = {}, ...children) => ({ tag, attributes, children: flattened("text" in attributes ? [attributes.text] : children, []), space: null, node: null });
const svg = (tag, attributes = {}, ...children) => Object.assign(el(tag, attributes, ...children), { space: SVG });

// What is not there keeps its place: what comes after it stays the same node.
function flattened(children, found) {
  for (const child of children) {
    if (Array.isArray(child)) flattened(child, found);
    else if (child === null || child === undefined || child === false) found.push(null);
    else if (typeof child === "object") found.push(child);
    else found.push({ tag: TEXT, text: String(child), node: null });
  }
  return found;
}

function make(one) {
  if (one.tag === TEXT) one.node = document.createTextNode(one.text);
  else {
    one.node = one.space ? document.createElementNS(one.space, one.tag) : document.createElement(one.tag);
    for (const child of one.children) if (child) one.node.append(make(child));
    setAttributes(one.node, {}, one.attributes);
  }
  return one.node;
}

// Called by name, so that a node that stays has always the newest.
const listen = (event) => event.currentTarget.attributesNow[`on${event.type}`]?.(event);

function setAttributes(node, before, now) {
  node.attributesNow = now;
  for (const name in now) if (before[name] !== now[name]) setAttribute(node, name, now[name], before[name]);
  for (const name in before) if (!(name in now)) setAttribute(node, name, null, before[name]);
  // Always: its options may have changed under it.
  if (node.tagName === "SELECT" && "value" in now && node.value !== now.value) node.value = now.value;
}

function setAttribute(node, name, value, before) {
  if (name === "text" || (name === "value" && node.tagName === "SELECT")) return;
  const none = value === null || value === undefined || value === false;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), listen);
  else if (name === "tip") node.toggleAttribute("data-tip", !none);
  else if (name === "style") Object.entries(value).forEach(([key, one]) => { if (before?.[key] !== one) node.style.setProperty(key, one); });
  else if (none) node.removeAttribute(name);
  else node.setAttribute(name, value === true ? "" : value);
}

// From the last to the first: where a node is to stand is known by the one after it.
function patch(parent, before, now) {
  let after = null;
  for (let at = Math.max(before.length, now.length) - 1; at >= 0; at -= 1) {
    const old = before[at] || null, one = now[at] || null;
    if (old && one && old.tag === one.tag) {
      one.node = old.node;
      if (one.tag === TEXT) {
        if (old.text !== one.text) one.node.data = one.text;
      } else {
        patch(one.node, old.children, one.children);
        setAttributes(one.node, old.attributes, one.attributes);
      }
    } else {
      old?.node.remove();
      if (one) parent.insertBefore(make(one), after);
    }
    after = one?.node || after;
  }
}

const TREES = new Map();

// Draws into a section and keeps the focus on what had it.
function redraw(id, ...children) {
  const section = $(id);
  const key = section.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const tree = flattened(children, []);
  patch(section, TREES.get(id) || [], tree);
  TREES.set(id, tree);
  if (!key || document.activeElement.dataset.key === key) return;
  const again = Array.from(section.querySelectorAll("[data-key]")).find((node) => node.dataset.key === key);
  (again || section.querySelector("button, select, input"))?.focus({ preventScroll: true });
}
