// How long the page's thread works in one go: what a key would have to wait for. Told in time of the processor, so that what else the
// machine does meanwhile does not count, and on a slower machine than the bounds were set on (or one whose cores are shared) in time of that one.

const TEXT = JSON.stringify(Array.from({ length: 20_000 }, (_, n) => ({ id: n, name: `Contact ${n}`, tags: ['a', 'b', n % 7], at: n * 1.5 })));
/** What reading TEXT takes on the machine on which the bounds were set (ms of the processor). */
const USUAL = 8.2;

/** How much slower this machine is just now; 1 where it is not. */
function slowness() {
  const runs = Array.from({ length: 9 }, () => {
    const from = process.cpuUsage();
    JSON.parse(TEXT);
    const { user, system } = process.cpuUsage(from);
    return (user + system) / 1000;
  });
  return Math.max(1, runs.sort((a, b) => a - b)[4] / USUAL);
}

/** Does `work` and resolves with the longest task of the page's thread meanwhile (ms of the processor, of a machine that is not slow; a tenth fine). */
export async function longestTask(page, work) {
  const session = await page.context().newCDPSession(page);
  const events = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'] } });
  await work();
  const complete = new Promise((resolve) => { session.once('Tracing.tracingComplete', resolve); });
  await session.send('Tracing.end');
  await complete;
  await session.detach();
  const mains = new Set(events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(({ pid, tid }) => `${pid} ${tid}`));
  const tasks = events.filter(({ name, ph, tdur, pid, tid }) => ph === 'X' && name.includes('RunTask') && tdur > 0 && mains.has(`${pid} ${tid}`));
  if (tasks.length === 0) throw new Error('this browser does not tell what its tasks take');
  return Math.round(Math.max(...tasks.map(({ tdur }) => tdur)) / slowness() / 100) / 10;
}
