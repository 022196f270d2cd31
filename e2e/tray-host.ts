// What a desktop offers an application's tray icon: a StatusNotifier watcher and a notification server on the session bus.
// Messages are sent raw: Chromium answers no introspection.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type InterfaceDescriptor, type Message, type MessageBus, sessionBus, Variant } from 'dbus-native';

const watcherName = 'org.kde.StatusNotifierWatcher';
const notificationsName = 'org.freedesktop.Notifications';
const notificationsPath = '/org/freedesktop/Notifications';
const itemInterface = 'org.kde.StatusNotifierItem';
const itemPath = '/StatusNotifierItem';
const menuInterface = 'com.canonical.dbusmenu';

/** A picture as the icon publishes it: ARGB, 4 bytes a pixel. */
export interface Pixmap {
  width: number;
  height: number;
  argb: Buffer;
}

export interface MenuRow {
  id: number;
  label: string;
  isEnabled: boolean;
  isSeparator: boolean;
  /** Those of the menu that it opens. */
  rows: MenuRow[];
}

export interface Notification {
  id: number;
  summary: string;
  body: string;
  /** Keys of what can be clicked: `default` is the body, others are buttons. */
  actions: string[];
  isClosed: boolean;
}

/** The icon of one application, as a panel would see and click it. */
export interface TrayItem {
  /** The picture for the lowest resolution. */
  picture(): Promise<Pixmap>;
  tooltip(): Promise<string>;
  menu(): Promise<MenuRow[]>;
  /** Clicks the menu row of that name; throws when there is none. */
  choose(label: string): Promise<void>;
  /** Clicks the icon itself. */
  activate(): Promise<void>;
}

export interface TrayHost {
  /** The icon that registered last and is still there; waits until there is one. */
  item(): Promise<TrayItem>;
  /** All that were sent, the oldest first. */
  notifications: readonly Notification[];
  /** Clicks the body of a notification, or a button of it, as the person does. */
  invoke(notification: Notification, action?: string): void;
  close(): Promise<void>;
}

/** Of the Desktop Notifications Specification: closed by a call to CloseNotification. */
const closedByCall = 3;

const busVariable = 'DBUS_SESSION_BUS_ADDRESS';

/** A session bus of its own: icons and notifications of an app that another worker runs have no business here. */
async function startBus(): Promise<{ address: string; stop: () => Promise<void> }> {
  const daemon = spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address=1'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await once(daemon.stdout, 'data')) as [Buffer];
  const stop = async () => {
    const gone = once(daemon, 'exit');
    daemon.kill();
    await gone;
  };
  return { address: String(line).trim(), stop };
}

/** Takes the desktop's place on a session bus that this process and what it starts have until it is closed. Start it before the application. */
export async function startTrayHost(): Promise<TrayHost> {
  const own = await startBus();
  const before = process.env[busVariable];
  process.env[busVariable] = own.address;
  const bus = sessionBus({ busAddress: own.address });
  const watcher = new Watcher();
  const server = new NotificationServer((name, signature, values) => {
    bus.sendSignal(notificationsPath, notificationsName, name, signature, values);
  });
  bus.exportInterface(watcher, '/StatusNotifierWatcher', watcherInterface);
  bus.exportInterface(server, notificationsPath, notificationsInterface);
  await bus.requestName(watcherName, 0);
  await bus.requestName(notificationsName, 0);
  return {
    item: async () => createItem(bus, await watcher.waitForItem(async (service) => bus.nameHasOwner(service))),
    notifications: server.notifications,
    invoke: (notification, action = 'default') => {
      server.invoke(notification, action);
    },
    close: async () => {
      await bus.close();
      if (before === undefined) Reflect.deleteProperty(process.env, busVariable);
      else process.env[busVariable] = before;
      await own.stop();
    },
  };
}

/** Methods as the library takes them: what goes in, what comes out, and names for both, which nobody asks for. */
const method = (input: string, output = ''): [string, string, string[], string[]] => [input, output, [], []];

const watcherInterface: InterfaceDescriptor = {
  name: watcherName,
  methods: { RegisterStatusNotifierItem: method('s'), RegisterStatusNotifierHost: method('s') },
  properties: {
    IsStatusNotifierHostRegistered: { type: 'b', access: 'read' },
    RegisteredStatusNotifierItems: { type: 'as', access: 'read' },
    ProtocolVersion: { type: 'i', access: 'read' },
  },
};

class Watcher {
  readonly #services: string[] = [];
  #waiting: ((service: string) => void)[] = [];

  async waitForItem(isStillThere: (service: string) => Promise<boolean>): Promise<string> {
    const known = this.#services.at(-1);
    if (known !== undefined && (await isStillThere(known))) return known;
    return new Promise((done) => this.#waiting.push(done));
  }

  RegisterStatusNotifierItem(service: string): void {
    this.#services.push(service);
    for (const done of this.#waiting.splice(0)) done(service);
  }

  RegisterStatusNotifierHost(): void {}

  get IsStatusNotifierHostRegistered(): boolean {
    return true;
  }

  get RegisteredStatusNotifierItems(): string[] {
    return this.#services;
  }

  get ProtocolVersion(): number {
    return 0;
  }
}

const notificationsInterface: InterfaceDescriptor = {
  name: notificationsName,
  methods: {
    GetCapabilities: method('', 'as'),
    Notify: method('susssasa{sv}i', 'u'),
    CloseNotification: method('u'),
    GetServerInformation: method('', 'ssss'),
  },
  signals: { ActionInvoked: ['us'], NotificationClosed: ['uu'] },
};

class NotificationServer {
  readonly notifications: Notification[] = [];

  readonly #signal: (name: string, signature: string, values: unknown[]) => void;

  constructor(signal: (name: string, signature: string, values: unknown[]) => void) {
    this.#signal = signal;
  }

  GetCapabilities(): string[] {
    return ['body', 'actions'];
  }

  /** Its arguments: application, replaced id, icon, summary, body, actions, hints, timeout. */
  Notify(...[, , , summary, body, pairs]: [string, number, string, string, string, string[]]): number {
    const id = this.notifications.length + 1;
    // A list of pairs: key and label.
    const actions = pairs.filter((_word, index) => index % 2 === 0);
    this.notifications.push({ id, summary, body, actions, isClosed: false });
    return id;
  }

  CloseNotification(id: number): void {
    const notification = this.notifications.find((known) => known.id === id);
    if (notification) notification.isClosed = true;
    this.#signal('NotificationClosed', 'uu', [id, closedByCall]);
  }

  invoke(notification: Notification, action: string): void {
    if (!notification.actions.includes(action)) throw new Error(`"${notification.summary}" has no action ${action}.`);
    this.#signal('ActionInvoked', 'us', [notification.id, action]);
  }

  GetServerInformation(): string[] {
    return ['tray-host', 'e2e', '1', '1.2'];
  }
}

function createItem(bus: MessageBus, destination: string): TrayItem {
  const ask = async (request: Message): Promise<unknown> => bus.invoke({ ...request, destination });
  const property = async (name: string): Promise<unknown> => {
    const request = { path: itemPath, interface: 'org.freedesktop.DBus.Properties', member: 'Get' };
    return ask({ ...request, signature: 'ss', body: [itemInterface, name] });
  };
  const menu = async (): Promise<MenuRow[]> => {
    const request = { path: String(await property('Menu')), interface: menuInterface, member: 'GetLayout' };
    const [, layout] = (await ask({ ...request, signature: 'iias', body: [0, -1, []] })) as [number, Layout];
    return layout[2].map(readRow);
  };
  const rows = async () => (await menu()).flatMap((row) => [row, ...row.rows]);
  return {
    menu,
    picture: async () => {
      const [width, height, argb] = ((await property('IconPixmap')) as [number, number, Buffer][])[0] ?? [
        0,
        0,
        Buffer.alloc(0),
      ];
      return { width, height, argb };
    },
    tooltip: async () => {
      const [, , title, text] = (await property('ToolTip')) as [string, unknown, string, string];
      return [title, text].filter(Boolean).join('\n');
    },
    choose: async (label) => {
      const click = async (): Promise<void> => {
        const row = (await rows()).find((candidate) => candidate.label === label);
        if (!row) throw new Error(`The tray menu has no row "${label}".`);
        const request = { path: String(await property('Menu')), interface: menuInterface, member: 'Event' };
        try {
          await ask({ ...request, signature: 'isvu', body: [row.id, 'clicked', new Variant('s', ''), 0] });
        } catch (error) {
          // The menu was made anew, with other numbers, since it was read: a person clicks again.
          if ((await rows()).some(({ id }) => id === row.id)) throw error;
          await click();
        }
      };
      await click();
    },
    activate: async () => {
      await ask({ path: itemPath, interface: itemInterface, member: 'Activate', signature: 'ii', body: [0, 0] });
    },
  };
}

/** A row of a menu as it comes: number, properties, and the rows below it. */
type Layout = [id: number, properties: Record<string, unknown>, rows: Layout[]];

function readRow([id, { label, enabled, type }, rows]: Layout): MenuRow {
  return {
    id,
    label: typeof label === 'string' ? label : '',
    isEnabled: enabled !== false,
    isSeparator: type === 'separator',
    rows: rows.map(readRow),
  };
}
