const at = id => document.getElementById(id);
const read = async path => {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: HTTP ${answer.status}`);
  return answer.json();
};
function card(url, healthy) {
  const card = document.createElement('div');
  card.className = 'card';
  const status = document.createElement('div');
  status.className = healthy ? 'healthy' : 'dead';
  status.textContent = healthy ? 'Healthy' : 'Dead';
  card.append(url, status);
  return card;
}
async function refresh() {
  try {
    const ofSeveralPools = () => ({algorithm: 'several pools'}); // none of which is called main
    const [health, info] = await Promise.all([read('/api/health'), read('/api/info').catch(ofSeveralPools)]);
    const backends = Object.entries(health);
    const alive = backends.filter(([, healthy]) => healthy).length;
    at('algorithm').textContent = info.algorithm;
    at('total').textContent = backends.length;
    at('healthy').textContent = alive;
    at('offline').textContent = backends.length - alive;
    at('backends').replaceChildren(...backends.map(([url, healthy]) => card(url, healthy)));
    at('problem').textContent = '';
  } catch (problem) {
    at('problem').textContent = `The daemon does not answer: ${problem.message}`;
  }
  setTimeout(refresh, 2000);
}
refresh();
