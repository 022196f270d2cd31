import { keepProgram, type RunningProgram } from '../../../base/process/running-program';
import type { LeaseTimes } from '../hold-lease';

/** For tests only: another process that takes a folder as another app does. */
export interface LeaseElsewhere extends RunningProgram {
  /**
   * Resolves when it has printed this line, before or from now on: `held`, `lost`, or the code of a refusal. SIGUSR2 has it prove its lease, and say `proven`
   * or why not.
   */
  said(line: string): Promise<void>;
}

interface LeaseElsewhereOptions {
  /** The module of `takeLease`. */
  url: string;
  file: string;
  times: LeaseTimes;
  /** What it is started by. */
  wrap: readonly string[];
  /** What else it does. */
  body: string;
}

/** Starts one. */
export function startLeaseElsewhere({ url, file, times, wrap, body }: LeaseElsewhereOptions): LeaseElsewhere {
  const script = `
    const { takeLease } = await import(${JSON.stringify(url)});
    const onLost = () => console.log('lost');
    const lease = await takeLease(${JSON.stringify(file)}, { folder: 'there', times: ${JSON.stringify(times)}, onLost })
      .catch((error) => console.log(error.code));
    process.on('SIGUSR2', () => lease.prove().then(() => 'proven', (error) => error.code).then(console.log));
    process.stdin.on('data', () => undefined);
    setInterval(() => undefined, 1000);
    if (lease) console.log('held');
    ${body}
  `;
  const [program, ...before] = [...wrap, process.execPath];
  const lines: string[] = [];
  const heard = new Set<() => void>();
  const started = keepProgram(program, [...before, '--input-type=module', '-e', script], {
    onLine: (line) => {
      lines.push(line);
      for (const hear of heard) hear();
    },
  });
  const said = (line: string) =>
    new Promise<void>((resolve, reject) => {
      const hear = () => lines.includes(line) && resolve();
      heard.add(hear);
      hear();
      void started.ended.then(({ reason, output }) => reject(new Error(`${reason}: ${output}`)));
    });
  return { ...started, said };
}
