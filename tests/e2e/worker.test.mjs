// The worker itself: it computes the same bits as everywhere else, answers in order, and stops when it is told to.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { useApp, withPage } from './harness.mjs';
import { withTalk } from './talk.mjs';

useApp();

const withWorker = (body) => withPage({}, async (page) => {
  await page.locator('main').waitFor();
  await withTalk(page);
  await body(page);
});

test('e2: the worker in the browser computes the bits that the native test asserts', async () => {
  const source = readFileSync(new URL('../it/digest.rs', import.meta.url), 'utf8');
  const [, constant] = source.match(/BENCH_DIGEST: u64 = 0x([0-9a-f_]+)/);
  await withWorker(async (page) => {
    const { Bench: found } = await page.evaluate(async () => {
      const talk = await globalThis.talk();
      const answer = await talk.ask({ Bench: { for_ms: 100 } });
      talk.end();
      return answer;
    });
    assert.equal(found.digest, constant.replaceAll('_', '').padStart(16, '0'));
    assert.ok(found.contact_steps_per_second > 100_000, `${found.contact_steps_per_second} a second`);
  });
});

test('a job that waits its turn is taken back at once, one that runs stops between two slices', async () => {
  await withWorker(async (page) => {
    const { running, waiting, after, tookMs } = await page.evaluate(async () => {
      const talk = await globalThis.talk();
      const running = talk.begin({ Bench: { for_ms: 60_000 } });
      const waiting = talk.begin({ Bench: { for_ms: 60_000 } });
      const after = talk.begin('Ping');
      await new Promise((done) => setTimeout(done, 1500));
      const began = performance.now();
      talk.cancel(waiting.job);
      talk.cancel(running.job);
      const answers = await Promise.all([running.answer, waiting.answer, after.answer]);
      const tookMs = performance.now() - began;
      talk.end();
      const [a, b, c] = answers.map(({ body }) => body);
      return { running: a, waiting: b, after: c, tookMs };
    });
    assert.deepEqual([running, waiting, after], ['Cancelled', 'Cancelled', 'Pong']);
    assert.ok(tookMs < 500, `it took ${Math.round(tookMs)} ms`);
  });
});

test('a message that cannot be read is answered where it names a job, else complained about; the worker goes on', async () => {
  await withPage({}, async (page, { expectProblems }) => {
    expectProblems(/a message that is no request/);
    await page.locator('main').waitFor();
    await withTalk(page);
    const answers = await page.evaluate(async () => {
      const worker = await globalThis.cadenza.startWorker('test');
      const heard = [];
      const done = new Promise((resolve) => {
        worker.onmessage = ({ data }) => {
          heard.push(JSON.parse(data[0]));
          if (heard.at(-1).body === 'Pong') resolve();
        };
      });
      for (const rubbish of [null, 7, 'x', [], ['{"job":1}', null], ['{"job":2,"body":"Nonsense"}', null]]) worker.postMessage(rubbish);
      // The byte fields of a request are missing.
      worker.postMessage(['{"job":3,"body":{"Load":{"program":[],"cohort":[]}}}', null]);
      worker.postMessage(['{"job":4,"body":"Ping"}', null]);
      await done;
      worker.terminate();
      return heard.map(({ job, body }) => [job, body.Failed?.code ?? body]);
    });
    assert.deepEqual(answers, [[1, 'bad_request'], [2, 'bad_request'], [3, 'bad_request'], [4, 'Pong']]);
  });
});
