import { openCommandLine, type CommandLine } from '../cmdesk';
import { launchHost } from '../launch-host';
import { createWorld } from '../world/world';
import { toRow, type Row } from './row';

const samples = 10;

/** How long a command takes from its start to its end, ms each. */
async function measure(line: CommandLine, args: readonly string[]): Promise<number[]> {
  const times: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    const startedMs = performance.now();
    const { code, err } = await line.run(args);
    if (code !== 0) throw new Error(`cmdesk ${args.join(' ')} ended with ${String(code)}: ${err}`);
    times.push(performance.now() - startedMs);
  }
  return times;
}

/** What a command of the command line costs, Node's own start included. */
export async function bench(): Promise<Row[]> {
  const world = await createWorld({ name: 'bench-cli', packs: 'demo' });
  const alone = await openCommandLine(world);
  const host = await launchHost({ world });
  const claim = (name: string, limit: number) => ({ name, unit: 'ms', judged: 'p50', limit }) as const;
  try {
    const version = await measure(alone, ['--version']);
    const running = await measure(await openCommandLine(world, host.profileDir), ['pack', 'list']);
    await host.close();
    const opened = await measure(alone, ['pack', 'list']);
    return [
      toRow(claim('cmdesk --version', 150), version),
      toRow(claim('pack list, a core runs', 150), running),
      toRow(claim('pack list, opens the core', 700), opened),
    ];
  } finally {
    await alone.close();
    await host.close().catch(() => undefined);
    await world.stop();
  }
}
