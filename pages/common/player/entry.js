// What Streamlit calls.

const players = new WeakMap();

/** Called by Streamlit when the player is drawn, and again with each change of its data. */
export default function (component) {
  const root = component.parentElement;
  if (!players.has(root)) players.set(root, new Player(root));
  players.get(root).update(component);
  return () => {
    players.get(root)?.destroy();
    players.delete(root);
  };
}
