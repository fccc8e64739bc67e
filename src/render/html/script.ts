/** Copy buttons, the filter, the switches that open all problems and between dark and light. Everything else works without it. */
export const SCRIPT = `'use strict';
const root = document.documentElement;
root.classList.add('js');
const remembered = (() => { try { return localStorage.getItem('kubectl-pki-theme') } catch { return null } })();
if (remembered) root.dataset.theme = remembered;
document.getElementById('theme').addEventListener('click', () => {
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
  try { localStorage.setItem('kubectl-pki-theme', root.dataset.theme) } catch {}
});
const put = async text => {
  try { return await navigator.clipboard.writeText(text) } catch {}
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
};
document.addEventListener('click', async event => {
  const button = event.target.closest('button.copy');
  if (!button) return;
  await put(button.parentElement.querySelector('code').textContent + '\\n');
  button.textContent = 'Copied';
  setTimeout(() => { button.textContent = 'Copy' }, 1500);
});
const cards = [...document.querySelectorAll('.card')];
document.getElementById('unfold')?.addEventListener('click', event => {
  const open = cards.some(card => !card.open);
  for (const card of cards) card.open = open;
  event.target.textContent = open ? 'Close all' : 'Open all';
});
addEventListener('beforeprint', () => { for (const card of cards) card.open = true });
document.getElementById('filter')?.addEventListener('input', event => {
  const words = event.target.value.toLowerCase().split(/\\s+/).filter(Boolean);
  for (const card of cards) {
    const text = card.textContent.toLowerCase();
    card.hidden = !words.every(word => text.includes(word));
  }
  const found = cards.filter(card => !card.hidden).length;
  document.getElementById('found').textContent = words.length === 0 ? '' : found + ' of ' + cards.length;
});
`

/** What the page's policy lets run: the SHA-256 of the text above, and nothing else. A test holds them together. */
export const SCRIPT_HASH = 'sha256-vSbP0RAOMikj3tVaFL1su/58W4boO6JlYyFm2YgmfZc='
