/* The tree as it is walked: which node comes after which. Knows no page. */

class Tree {
  /** @param columns Nodes' `ids`, `parents`, `texts`, `xs`, `ends`; root first, siblings in order; `blocks`. */
  constructor({ ids, parents, texts, xs, ends, blocks }) {
    const folded = new Set(blocks);
    this.root = ids[0];
    this.nodes = new Map();
    ids.forEach((id, place) => {
      const [parent, text, x, end] = [parents, texts, xs, ends].map((column) => column[place]);
      this.nodes.set(id, { id, parent, text, x, end, isBlock: folded.has(id), children: [] });
    });
    for (const node of this.nodes.values()) this.nodes.get(node.parent)?.children.push(node.id);
  }

  has(id) {
    return this.nodes.has(id);
  }

  node(id) {
    return this.nodes.get(id);
  }

  /** Tell where each step leads from a node; undefined where there is nowhere to go. */
  ways(id) {
    const { parent, children } = this.node(id);
    const siblings = this.nodes.get(parent)?.children ?? [];
    const place = siblings.indexOf(id);
    return {
      home: id === this.root ? undefined : this.root,
      back: this.has(parent) ? parent : undefined,
      on: children[0],
      above: siblings[place - 1],
      below: siblings[place + 1],
    };
  }

  /** Give the end of the best path from a node, also where that is not shown. */
  end(id) {
    const { end } = this.node(id);
    if (this.has(end)) return end;
    for (let next = id; next !== undefined; next = this.node(id).children[0]) id = next;
    return id;
  }
}
