/**
 * Keeps who a visitor is, and how they like the pages, in cookies of this browser.
 *
 * Python reads cookies when a page is opened and cannot write them. It draws nothing.
 */

const YEAR_S = 365 * 24 * 60 * 60;

/** @param {string} name */
function read(name) {
  const start = `${name}=`;
  const found = document.cookie.split("; ").find((cookie) => cookie.startsWith(start));
  return found === undefined ? null : decodeURIComponent(found.slice(start.length));
}

/** @param {string} name @param {string} value */
function write(name, value) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  const rules = `; Path=/; Max-Age=${YEAR_S}; SameSite=Lax${secure}`;
  document.cookie = `${name}=${encodeURIComponent(value)}${rules}`;
}

export default function ({ data, setStateValue }) {
  const known = read(data.name);
  // Two tabs of a new visitor were given a token each: the first one to be kept is theirs.
  if (known !== null && known !== data.token && known !== data.refused) {
    setStateValue("token", known);
  } else {
    write(data.name, data.token);
  }
  for (const [name, value] of Object.entries(data.wishes)) {
    if (read(name) !== value) write(name, value);
  }
}
