// Talks to the app's own worker from a page, in the words of src/worker/protocol.rs: `[text, file or null, buffer…]`.

/** Puts `globalThis.talk()` into the page: starts a worker; `ask(body, file?, buffers?, onProgress?)` resolves with the answer's body. */
export async function withTalk(page) {
  await page.evaluate(() => {
    globalThis.talk = async () => {
      const worker = await globalThis.cadenza.startWorker('test');
      const waiting = new Map();
      let last = 0;
      worker.onmessage = ({ data: [text, , ...buffers] }) => {
        const { job, body } = JSON.parse(text);
        const { resolve, onProgress } = waiting.get(job) ?? {};
        if (body.Progress) onProgress?.(body.Progress);
        else resolve?.({ body, buffers });
      };
      const send = (job, body, file, buffers) => worker.postMessage([JSON.stringify({ job, body }), file, ...buffers], buffers.map((bytes) => bytes.buffer));
      const begin = (body, file = null, buffers = [], onProgress = undefined) => {
        const job = (last += 1);
        const answer = new Promise((resolve, reject) => {
          waiting.set(job, { resolve, onProgress });
          worker.onerror = (event) => reject(new Error(event.message));
        });
        send(job, body, file, buffers);
        return { job, answer };
      };
      return {
        begin,
        ask: async (...what) => (await begin(...what).answer).body,
        cancel: (job) => send((last += 1), { Cancel: { job } }, null, []),
        end: () => worker.terminate(),
      };
    };

    /** Sniffs and imports; resolves with the answer's body. `heard` gets the progress, `begun` the job number. */
    globalThis.importFile = async (talk, file, id, heard = () => {}, begun = () => {}) => {
      const { Sniffed: found } = await talk.ask({ Sniff: { options: null } }, file);
      const columns = found.columns.map(({ header, meaning, how }) => ({ header, meaning: { field: meaning }, how }));
      const record = {
        id, name: 'A list', file_name: file.name, rows: 0, layout: found.layout, mapping: { columns: [] }, next_contact_number: 1, revision: 1, imported_at: new Date().toISOString(),
      };
      const { job, answer } = talk.begin({ Import: { mapping: { columns }, options: found.options, record } }, file, [], heard);
      begun(job);
      return (await answer).body;
    };

    /** A list of about so many bytes, every contact another one. */
    globalThis.makeList = (bytes) => {
      const parts = ['First Name,Last Name,Email,Company,Country,City,Job Title,Employees,Created,Notes\n'];
      let size = parts[0].length;
      for (let n = 0; size < bytes; ) {
        let part = '';
        for (let i = 0; i < 5000; i += 1, n += 1) {
          part += `Ada${n % 997},Lovelace ${n % 89},ada.${n}@company-${n % 40000}.example,Company ${n % 40000},${['DE', 'AT', 'FR', 'US'][n % 4]},Some City ${n % 300},Head of Revenue Operations,${n % 5000},2025-0${1 + (n % 9)}-1${n % 10},"met at the fair, wants a call"\n`;
        }
        size += part.length;
        parts.push(part);
      }
      return new File(parts, 'big.csv', { type: 'text/csv' });
    };
  });
}
