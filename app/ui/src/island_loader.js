import("__JS__").then(async (half) => {
  await half.default({ module_or_path: "__WASM__" });
  half.hydrate();
  const slots = [];
  const walk = async (node) => {
    const tag = node.localName;
    if (tag === "leptos-island") {
      const island = half[node.dataset.component];
      slots.at(-1)?.();
      if (island) await island(node);
      else console.warn(`no island ${node.dataset.component}`);
    }
    if (tag === "leptos-children") slots.push(node.$$on_hydrate);
    for (const child of node.children) await walk(child);
    if (tag === "leptos-children") slots.pop();
  };
  await walk(document.body);
}).catch(console.info);
