(() => {
  'use strict';
  const find = id => document.getElementById(id);
  const keys = '1234567890abcdefghijklmnopqrstvwxy'; // without u, which undoes, and z, which zooms
  const percent = p => (100 * p).toFixed(p < 0.1 ? 1 : 0) + ' %';
  let queue = null, at = 0, saving = Promise.resolve(), broken = false, ended = false;
  const history = [];

  const photo = () => queue.photos[at];
  const isDone = p => p.answer !== null;
  const address = (i, close) => `photo/${i}${close ? '/close' : ''}`;

  async function start() {
    const response = await fetch('queue');
    if (!response.ok) throw new Error(`the queue can't be read (${response.status})`);
    queue = await response.json();
    for (const p of queue.photos) {
      for (const label of [p.predicted, p.answer])
        if (label !== null && !queue.classes.includes(label)) queue.classes.push(label);
    }
    at = Math.max(0, queue.photos.findIndex(p => !isDone(p)));
    find('review').hidden = false;
    find('kept').textContent = `Every answer is kept at once. Done writes ${queue.output}.`;
    show();
  }

  function show() {
    const p = photo(), done = queue.photos.filter(isDone).length;
    find('place').textContent = `Photo ${at + 1} of ${queue.photos.length}.`;
    find('count').textContent = done === queue.photos.length ? 'All were looked at: Done ends the review.' : `${done} looked at.`;
    find('progress').value = done / queue.photos.length;
    find('done').classList.toggle('strong', done === queue.photos.length);
    find('name').textContent = p.name;
    const picture = find('photo');
    look(false);
    picture.alt = p.name;
    if (picture.dataset.place !== String(at)) {
      picture.dataset.place = at;
      find('unreadable').hidden = true;
      picture.hidden = false;
      picture.src = address(at, false);
    }
    const verdict = find('verdict');
    verdict.replaceChildren();
    const said = document.createElement('span');
    said.className = 'soft';
    said.textContent = 'The model says' + (p.probability === null ? '' : `, ${percent(p.probability)} sure`);
    const name = document.createElement('strong');
    name.textContent = p.predicted;
    verdict.append(said, name);
    if (isDone(p)) {
      const own = document.createElement('span');
      own.className = 'soft';
      own.textContent = p.answer === p.predicted ? 'You confirmed it.' : `You say: ${p.answer}`;
      verdict.append(own);
    }
    find('confirm').firstChild.textContent = isDone(p) ? 'Keep and go on ' : 'Confirm ';
    find('undo').disabled = history.length === 0;
    find('back').disabled = at === 0;
    find('next').disabled = at === queue.photos.length - 1;
    list();
    for (let i = at + 1; i <= Math.min(at + 2, queue.photos.length - 1); i++) new Image().src = address(i, false);
  }

  function matches() {
    const text = find('filter').value.trim().toLowerCase();
    return queue.classes.map((label, i) => ({ label, i })).filter(c => c.label.toLowerCase().includes(text));
  }

  function list() {
    const p = photo(), box = find('classes'), text = find('filter').value.trim();
    const likely = new Map(p.likely.map(([c, probability]) => [c, probability]));
    const found = matches();
    box.replaceChildren(...found.map(({ label, i }) => {
      const button = document.createElement('button');
      button.type = 'button';
      const key = document.createElement(i < keys.length ? 'kbd' : 'span');
      if (i < keys.length) key.textContent = keys[i].toUpperCase();
      const name = document.createElement('span');
      name.className = 'label';
      // A long name breaks behind what joins its words.
      name.append(...label.split(/(?<=[_-])/).flatMap(part => [part, document.createElement('wbr')]));
      const how = document.createElement('span');
      how.className = 'likely';
      if (likely.has(i)) how.textContent = percent(likely.get(i));
      button.append(key, name, how);
      button.classList.toggle('predicted', label === p.predicted);
      button.classList.toggle('chosen', label === p.answer);
      button.setAttribute('aria-pressed', label === p.answer);
      button.addEventListener('click', () => choose(label));
      return button;
    }));
    if (text && !queue.classes.includes(text)) {
      const button = document.createElement('button');
      button.type = 'button';
      button.id = 'add';
      button.textContent = `Add the class ${text}`;
      button.addEventListener('click', () => choose(text));
      box.append(button);
    }
  }

  // One request after another, so that the last answer is the one that is kept.
  function keep(i, label) {
    saving = saving.then(async () => {
      const response = await fetch('answer', {
        method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ image: i, label }),
      });
      if (!response.ok) throw new Error((await response.text()) || `the answer was refused (${response.status})`);
    }).catch(fail);
  }

  function fail(error) {
    broken = true;
    const trouble = find('trouble');
    trouble.textContent = `The last answer may not be kept: ${error.message}. Is mlconv review still running? Start it again and reload this page.`;
    trouble.hidden = false;
  }

  function answer(i, label) {
    queue.photos[i].answer = label;
    if (label !== null && !queue.classes.includes(label)) queue.classes.push(label);
    keep(i, label);
  }

  function choose(label) {
    if (broken || ended) return;
    history.push({ at, before: photo().answer });
    answer(at, label);
    clearFilter();
    forward();
  }

  function forward() {
    const after = queue.photos.findIndex((p, i) => i > at && !isDone(p));
    const next = after >= 0 ? after : queue.photos.findIndex(p => !isDone(p));
    if (next >= 0) at = next;
    show();
  }

  function confirm() {
    const p = photo();
    if (isDone(p)) forward();
    else choose(p.predicted);
  }

  function undo() {
    const last = history.pop();
    if (!last || broken || ended) return;
    at = last.at;
    answer(at, last.before);
    show();
  }

  function move(by) {
    at = Math.min(queue.photos.length - 1, Math.max(0, at + by));
    show();
  }

  function clearFilter() {
    find('filter').value = '';
    find('filter').blur();
  }

  function look(close, where) {
    const frame = find('frame'), picture = find('photo');
    if (frame.classList.contains('close') === close) return;
    frame.classList.toggle('close', close);
    picture.src = address(at, close);
    if (close) {
      const spot = where || { x: 0.5, y: 0.5 };
      picture.addEventListener('load', () => {
        frame.scrollTo(spot.x * frame.scrollWidth - frame.clientWidth / 2, spot.y * frame.scrollHeight - frame.clientHeight / 2);
      }, { once: true });
    }
  }

  // Where in the photo a click was: it stands in the middle of its box, as large as fits.
  function toggleLook(event) {
    const picture = find('photo'), box = picture.getBoundingClientRect(), [w, h] = [picture.naturalWidth, picture.naturalHeight];
    const scale = Math.min(box.width / w, box.height / h), part = (at, middle, size) => 0.5 + (at - middle) / (size * scale);
    look(!find('frame').classList.contains('close'), event && w > 0 && h > 0
      ? { x: part(event.clientX, box.left + box.width / 2, w), y: part(event.clientY, box.top + box.height / 2, h) } : null);
  }

  async function done() {
    if (ended) return;
    ended = true;
    await saving;
    if (broken) { ended = false; return; }
    try {
      const response = await fetch('done', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' });
      if (!response.ok) throw new Error((await response.text()) || `the end was refused (${response.status})`);
    } catch (error) {
      ended = false;
      fail(error);
      return;
    }
    const count = queue.photos.filter(isDone).length;
    find('review').hidden = true;
    find('end').textContent = `${count} of ${queue.photos.length} photos were looked at. This page can be closed.`;
    find('end').hidden = false;
  }

  document.addEventListener('keydown', event => {
    if (!queue || ended || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const filter = find('filter'), key = event.key, focused = document.activeElement;
    if (focused === filter) {
      if (key === 'Escape') clearFilter(), list();
      else if (key === 'Enter' && filter.value.trim() && !event.repeat) {
        const text = filter.value.trim(), found = matches();
        choose(queue.classes.includes(text) || found.length === 0 ? text : found[0].label);
      } else return;
      event.preventDefault();
      return;
    }
    const isPress = key === 'Enter' || key === ' ';
    if (isPress && focused instanceof HTMLButtonElement) {
      if (event.repeat) event.preventDefault();
      return;
    }
    if (event.repeat && key !== 'ArrowLeft' && key !== 'ArrowRight') { event.preventDefault(); return; }
    if (isPress) confirm();
    else if (key === 'ArrowLeft') move(-1);
    else if (key === 'ArrowRight') move(1);
    else if (key === '/') filter.focus();
    else if (key === 'Escape') look(false);
    else if (key === 'u' || key === 'U') undo();
    else if (key === 'z' || key === 'Z') toggleLook(null);
    else {
      const place = key.length === 1 ? keys.indexOf(key.toLowerCase()) : -1;
      if (place < 0 || place >= queue.classes.length) return;
      choose(queue.classes[place]);
    }
    event.preventDefault();
  });

  // A button that was clicked must not take the next Enter, which confirms.
  document.addEventListener('click', event => {
    const button = event.target.closest('button');
    if (button && event.detail > 0) button.blur();
  });

  find('frame').addEventListener('click', toggleLook);
  find('photo').addEventListener('error', () => { find('photo').hidden = true; find('unreadable').hidden = false; });
  find('filter').addEventListener('input', list);
  find('confirm').addEventListener('click', confirm);
  find('undo').addEventListener('click', undo);
  find('back').addEventListener('click', () => move(-1));
  find('next').addEventListener('click', () => move(1));
  find('done').addEventListener('click', done);
  start().catch(fail);
})();
