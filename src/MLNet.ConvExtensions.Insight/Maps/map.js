(() => {
  'use strict';
  const data = JSON.parse(document.getElementById('map-data').textContent);
  const find = id => document.getElementById(id);
  const canvas = find('map'), pen = canvas.getContext('2d');
  const count = data.x.length, tiles = data.tiles;
  const sheets = data.sheets.map(source => {
    const image = new Image();
    image.onload = draw;
    image.src = source;
    return image;
  });
  const view = { x: 0.5, y: 0.5, scale: 1 };
  let width = 1, height = 1, fit = 1, colours = [], plain = '#888', ink = '#000', paper = '#fff';
  let kind = 0, hidden = new Set(), chosen = -1, matches = null, waiting = false, shown = [];

  const kinds = data.kinds;
  const groupOf = i => kinds.length ? kinds[kind].of[i] : 0;
  const screenX = i => (data.x[i] / 65535 - view.x) * view.scale + width / 2;
  const screenY = i => (data.y[i] / 65535 - view.y) * view.scale + height / 2;
  const isShown = i => !hidden.has(groupOf(i));

  function readColours() {
    const style = getComputedStyle(document.documentElement), get = name => style.getPropertyValue(name).trim();
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    const needed = kinds.length ? kinds[kind].names.length : 1;
    colours = Array.from({ length: needed }, (_, i) => i < 8 ? get('--s' + i) : `hsl(${(i * 137.5 + 60) % 360} 45% ${dark ? 80 : 30}%)`);
    [plain, ink, paper] = [get('--soft'), get('--ink'), get('--card')];
  }

  function resize() {
    const box = canvas.getBoundingClientRect(), ratio = Math.min(devicePixelRatio || 1, 2);
    const old = fit;
    [width, height] = [Math.max(1, box.width), Math.max(1, box.height)];
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    fit = Math.max(50, Math.min(width, height) - 2 * Math.min(48, width / 10));
    view.scale *= fit / old;
    draw();
  }

  function draw() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; paint(); });
  }

  function paintTile(to, i, x, y, size) {
    if (!tiles || !tiles.width[i]) return false;
    const sheet = sheets[Math.floor(i / tiles.each)], place = i % tiles.each;
    if (!sheet.complete || !sheet.naturalWidth) return false;
    const [w, h] = [tiles.width[i], tiles.height[i]], factor = size / tiles.side;
    to.drawImage(sheet, place % tiles.across * tiles.side, Math.floor(place / tiles.across) * tiles.side, w, h,
      x - w * factor / 2, y - h * factor / 2, w * factor, h * factor);
    return true;
  }

  function frame(i, x, y, size, line, colour) {
    const factor = size / tiles.side, w = tiles.width[i] * factor, h = tiles.height[i] * factor;
    pen.lineWidth = line;
    pen.strokeStyle = colour;
    pen.strokeRect(x - w / 2, y - h / 2, w, h);
  }

  function dot(i, radius) {
    pen.fillStyle = colours[groupOf(i)] || plain;
    pen.beginPath();
    pen.arc(screenX(i), screenY(i), radius, 0, 7);
    pen.fill();
  }

  // A photo for each cell of a grid that is fixed on the map; the others are dots. So the number of pictures stays that of the screen.
  function paint() {
    pen.clearRect(0, 0, width, height);
    const size = tiles ? +find('size').value : 0, taken = new Set(), radius = Math.min(5, Math.max(2, 1.6 + view.scale / fit * 0.5));
    const photos = [];
    shown = [];
    for (let i = 0; i < count; i++) {
      const x = screenX(i), y = screenY(i);
      if (x < -size || y < -size || x > width + size || y > height + size || !isShown(i)) continue;
      pen.globalAlpha = matches && !matches.has(i) ? 0.12 : 1;
      if (size > 0 && tiles.width[i] && pen.globalAlpha === 1) {
        const cell = Math.floor(data.x[i] / 65535 * view.scale / size) * 1e6 + Math.floor(data.y[i] / 65535 * view.scale / size);
        if (!taken.has(cell)) {
          taken.add(cell);
          photos.push(i);
          continue;
        }
      }
      dot(i, radius);
    }
    pen.globalAlpha = 1;
    for (const i of photos) {
      const x = screenX(i), y = screenY(i);
      if (!paintTile(pen, i, x, y, size)) { dot(i, radius); continue; }
      frame(i, x, y, size, 2, colours[groupOf(i)] || plain);
      shown.push(i);
    }
    if (chosen >= 0) paintChosen(size);
  }

  function paintChosen(size) {
    const near = data.near[chosen] || [], large = Math.max(size, 56), x = screenX(chosen), y = screenY(chosen);
    pen.strokeStyle = ink;
    pen.lineWidth = 1;
    for (const [i] of near) {
      pen.beginPath();
      pen.moveTo(x, y);
      pen.lineTo(screenX(i), screenY(i));
      pen.stroke();
    }
    for (const i of near.map(n => n[0]).reverse().concat(chosen)) {
      const side = i === chosen ? large * 1.3 : large * 0.75;
      if (!paintTile(pen, i, screenX(i), screenY(i), side)) dot(i, i === chosen ? 8 : 5);
      else frame(i, screenX(i), screenY(i), side, i === chosen ? 4 : 2, i === chosen ? ink : colours[groupOf(i)] || plain);
    }
  }

  function hit(x, y) {
    const size = tiles ? +find('size').value : 0;
    for (let k = shown.length - 1; k >= 0; k--) {
      const i = shown[k], factor = size / tiles.side / 2;
      if (Math.abs(screenX(i) - x) <= tiles.width[i] * factor && Math.abs(screenY(i) - y) <= tiles.height[i] * factor) return i;
    }
    return nearest(x, y, 14);
  }

  function nearest(x, y, most) {
    let best = -1, least = most * most;
    for (let i = 0; i < count; i++) {
      const dx = screenX(i) - x, dy = screenY(i) - y, square = dx * dx + dy * dy;
      if (square < least && isShown(i)) [best, least] = [i, square];
    }
    return best;
  }

  function zoom(factor, x = width / 2, y = height / 2) {
    const scale = Math.min(fit * 400, Math.max(fit * 0.5, view.scale * factor));
    view.x += (x - width / 2) * (1 / view.scale - 1 / scale);
    view.y += (y - height / 2) * (1 / view.scale - 1 / scale);
    view.scale = scale;
    keep();
  }

  function pan(x, y) {
    view.x -= x / view.scale;
    view.y -= y / view.scale;
    keep();
  }

  function keep() {
    view.x = Math.min(1.2, Math.max(-0.2, view.x));
    view.y = Math.min(1.2, Math.max(-0.2, view.y));
    draw();
  }

  function reset() {
    Object.assign(view, { x: 0.5, y: 0.5, scale: fit });
    draw();
  }

  const make = (tag, text, parent) => {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (parent) parent.append(element);
    return element;
  };

  function picture(i, side, parent) {
    if (!tiles || !tiles.width[i]) return;
    const small = make('canvas', undefined, parent), factor = side / tiles.side;
    small.width = Math.round(tiles.width[i] * factor);
    small.height = Math.round(tiles.height[i] * factor);
    small.setAttribute('role', 'img');
    small.setAttribute('aria-label', 'photo ' + data.names[i]);
    const to = small.getContext('2d');
    to.imageSmoothingQuality = 'high';
    const show = () => paintTile(to, i, small.width / 2, small.height / 2, side);
    if (!show()) sheets[Math.floor(i / tiles.each)].addEventListener('load', show);
  }

  function choose(i, bring) {
    chosen = i;
    const side = find('chosen');
    side.replaceChildren();
    if (i < 0) {
      make('p', data.help, side).className = 'soft';
      draw();
      return;
    }
    const x = screenX(i), y = screenY(i);
    if (bring && (x < 20 || y < 20 || x > width - 20 || y > height - 20)) [view.x, view.y] = [data.x[i] / 65535, data.y[i] / 65535];
    make('h2', data.names[i], side);
    picture(i, 288, side);
    const facts = make('dl', undefined, side);
    for (const { title, names, of } of kinds) {
      make('dt', title, facts);
      make('dd', names[of[i]], facts);
    }
    if (data.links[i]) {
      make('dt', 'file', facts);
      const link = make('a', data.paths[i], make('dd', undefined, facts));
      link.href = data.links[i];
    }
    const near = data.near[i] || [];
    if (near.length) make('h3', 'Nearest by features', side);
    const list = make('div', undefined, side);
    list.className = 'near';
    for (const [other, distance] of near) {
      const button = make('button', undefined, list);
      button.type = 'button';
      button.title = data.names[other];
      picture(other, 96, button);
      make('span', data.names[other], button);
      make('span', (kinds.length ? kinds[kind].names[kinds[kind].of[other]] + ', ' : '') + distance, button);
      button.addEventListener('click', () => choose(other, true));
    }
    draw();
  }

  function legend() {
    readColours();
    const box = find('legend');
    box.replaceChildren();
    if (!kinds.length) return draw();
    kinds[kind].names.forEach((name, group) => {
      const size = kinds[kind].of.filter(g => g === group).length, button = make('button', undefined, box);
      const swatch = make('span', undefined, button);
      swatch.className = 'swatch';
      swatch.style.setProperty('--c', colours[group]);
      button.append(`${name} ${size}`);
      button.type = 'button';
      button.setAttribute('aria-pressed', String(!hidden.has(group)));
      button.addEventListener('click', () => {
        if (!hidden.delete(group)) hidden.add(group);
        button.setAttribute('aria-pressed', String(!hidden.has(group)));
        draw();
      });
    });
    draw();
  }

  function search() {
    const text = find('find').value.trim().toLowerCase(), hits = find('hits');
    hits.replaceChildren();
    matches = null;
    if (text) {
      const all = data.names.map((_, i) => i).filter(i => data.names[i].toLowerCase().includes(text));
      matches = new Set(all);
      for (const i of all.slice(0, 12)) {
        const button = make('button', data.names[i], hits);
        button.type = 'button';
        button.addEventListener('click', () => choose(i, true));
      }
      make('span', all.length === 1 ? '1 photo' : `${all.length} photos`, hits).className = 'soft';
    }
    draw();
  }

  const pointers = new Map();
  let moved = 0;
  const place = event => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  canvas.addEventListener('pointerdown', event => {
    if (event.button > 0) return;
    canvas.setPointerCapture(event.pointerId);
    if (pointers.size === 0) moved = 0;
    pointers.set(event.pointerId, place(event));
    canvas.classList.add('held');
  });
  canvas.addEventListener('pointermove', event => {
    const before = pointers.get(event.pointerId), now = place(event);
    if (!before) {
      const over = event.pointerType === 'mouse' ? hit(...now) : -1;
      canvas.title = over < 0 ? '' : data.names[over];
      return;
    }
    const [x, y] = [now[0] - before[0], now[1] - before[1]];
    moved += Math.abs(x) + Math.abs(y);
    if (pointers.size === 1) {
      pan(x, y);
    } else {
      const other = [...pointers].find(([id]) => id !== event.pointerId)[1];
      const length = p => Math.hypot(p[0] - other[0], p[1] - other[1]);
      moved = 100;
      zoom(length(now) / Math.max(1, length(before)), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
      pan(x / 2, y / 2);
    }
    pointers.set(event.pointerId, now);
  });
  for (const name of ['pointerup', 'pointercancel'])
    canvas.addEventListener(name, event => {
      if (!pointers.delete(event.pointerId) || pointers.size > 0) return;
      canvas.classList.remove('held');
      if (name === 'pointerup' && moved < 6) choose(hit(...place(event)), false);
    });
  canvas.addEventListener('wheel', event => {
    event.preventDefault();
    zoom(Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0016)), ...place(event));
  }, { passive: false });
  canvas.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = Math.min(width, height) / 8;
    const keys = {
      ArrowLeft: () => pan(step, 0), ArrowRight: () => pan(-step, 0), ArrowUp: () => pan(0, step), ArrowDown: () => pan(0, -step),
      '+': () => zoom(1.4), '=': () => zoom(1.4), '-': () => zoom(1 / 1.4), 0: reset, Home: reset,
      Enter: () => choose(nearest(width / 2, height / 2, 1e9), true), Escape: () => choose(-1),
      n: () => choose((chosen + 1) % count, true), p: () => choose((chosen + count - 1 + (chosen < 0)) % count, true),
    };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  find('in').addEventListener('click', () => zoom(1.5));
  find('out').addEventListener('click', () => zoom(1 / 1.5));
  find('all').addEventListener('click', reset);
  find('find').addEventListener('input', search);
  find('size')?.addEventListener('input', draw);
  find('kind')?.addEventListener('change', event => {
    kind = +event.target.value;
    hidden = new Set();
    legend();
    if (chosen >= 0) choose(chosen, false);
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', legend);
  if (tiles && canvas.clientWidth < 600) find('size').value = 28;
  new ResizeObserver(resize).observe(canvas);
  legend();
  resize();
  reset();
  choose(-1);
})();
