// How long the page's thread works in one go: what a key would have to wait for. Told in time of the processor, so that what else the
// machine does meanwhile does not count.

/** Does `work` and resolves with the longest task of the page's thread meanwhile (ms of the processor, a tenth fine). */
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
  return Math.round(Math.max(...tasks.map(({ tdur }) => tdur)) / 100) / 10;
}
