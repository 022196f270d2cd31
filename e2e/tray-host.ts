// What a desktop offers an application's tray icon: a StatusNotifier watcher and a notification server on the session bus.
// Messages are sent raw: Chromium answers no introspection.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import dbus, { Message, MessageType, Variant, type MessageBus } from 'dbus-next';

const watcherName = 'org.kde.StatusNotifierWatcher';
const notificationsName = 'org.freedesktop.Notifications';
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
  const bus = dbus.sessionBus({ busAddress: own.address });
  const watcher = new Watcher(watcherName);
  const server = new NotificationServer(notificationsName);
  bus.export('/StatusNotifierWatcher', watcher);
  bus.export('/org/freedesktop/Notifications', server);
  await bus.requestName(watcherName, 0);
  await bus.requestName(notificationsName, 0);
  return {
    item: async () => createItem(bus, await watcher.waitForItem((service) => isThere(bus, service))),
    notifications: server.notifications,
    invoke: (notification, action = 'default') => {
      server.invoke(notification, action);
    },
    close: async () => {
      bus.disconnect();
      if (before === undefined) Reflect.deleteProperty(process.env, busVariable);
      else process.env[busVariable] = before;
      await own.stop();
    },
  };
}

async function isThere(bus: MessageBus, service: string): Promise<boolean> {
  const request = { destination: 'org.freedesktop.DBus', path: '/', interface: 'org.freedesktop.DBus' };
  const [hasOwner] = await send(bus, { ...request, member: 'NameHasOwner', signature: 's', body: [service] });
  return hasOwner === true;
}

class Watcher extends dbus.interface.Interface {
  private readonly services: string[] = [];
  private waiting: ((service: string) => void)[] = [];

  async waitForItem(isStillThere: (service: string) => Promise<boolean>): Promise<string> {
    const known = this.services.at(-1);
    if (known !== undefined && (await isStillThere(known))) return known;
    return new Promise((done) => this.waiting.push(done));
  }

  RegisterStatusNotifierItem(service: string): void {
    this.services.push(service);
    for (const done of this.waiting.splice(0)) done(service);
  }

  RegisterStatusNotifierHost(): void {}

  get IsStatusNotifierHostRegistered(): boolean {
    return true;
  }

  get RegisteredStatusNotifierItems(): string[] {
    return this.services;
  }

  get ProtocolVersion(): number {
    return 0;
  }
}

Watcher.configureMembers({
  methods: { RegisterStatusNotifierItem: { inSignature: 's' }, RegisterStatusNotifierHost: { inSignature: 's' } },
  properties: {
    IsStatusNotifierHostRegistered: { signature: 'b', access: dbus.interface.ACCESS_READ },
    RegisteredStatusNotifierItems: { signature: 'as', access: dbus.interface.ACCESS_READ },
    ProtocolVersion: { signature: 'i', access: dbus.interface.ACCESS_READ },
  },
});

class NotificationServer extends dbus.interface.Interface {
  readonly notifications: Notification[] = [];

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
    this.NotificationClosed(id, closedByCall);
  }

  invoke(notification: Notification, action: string): void {
    if (!notification.actions.includes(action)) throw new Error(`"${notification.summary}" has no action ${action}.`);
    this.ActionInvoked(notification.id, action);
  }

  ActionInvoked(id: number, action: string): [number, string] {
    return [id, action];
  }

  NotificationClosed(id: number, reason: number): [number, number] {
    return [id, reason];
  }

  GetServerInformation(): string[] {
    return ['tray-host', 'e2e', '1', '1.2'];
  }
}

NotificationServer.configureMembers({
  methods: {
    GetCapabilities: { outSignature: 'as' },
    Notify: { inSignature: 'susssasa{sv}i', outSignature: 'u' },
    CloseNotification: { inSignature: 'u' },
    GetServerInformation: { outSignature: 'ssss' },
  },
  signals: { ActionInvoked: { signature: 'us' }, NotificationClosed: { signature: 'uu' } },
});

function createItem(bus: MessageBus, destination: string): TrayItem {
  const ask = (request: Omit<ConstructorParameters<typeof Message>[0], 'destination'>) =>
    send(bus, { ...request, destination });
  const property = async (name: string): Promise<unknown> => {
    const request = { path: itemPath, interface: 'org.freedesktop.DBus.Properties', member: 'Get' };
    return unwrap((await ask({ ...request, signature: 'ss', body: [itemInterface, name] }))[0]);
  };
  const menu = async (): Promise<MenuRow[]> => {
    const request = { path: String(await property('Menu')), interface: menuInterface, member: 'GetLayout' };
    const [, layout] = await ask({ ...request, signature: 'iias', body: [0, -1, []] });
    const [, , rows] = layout as [number, unknown, unknown[]];
    return rows.map(readRow);
  };
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
      const row = (await menu()).find((candidate) => candidate.label === label);
      if (!row) throw new Error(`The tray menu has no row "${label}".`);
      const request = { path: String(await property('Menu')), interface: menuInterface, member: 'Event' };
      await ask({ ...request, signature: 'isvu', body: [row.id, 'clicked', new Variant('s', ''), 0] });
    },
    activate: async () => {
      await ask({ path: itemPath, interface: itemInterface, member: 'Activate', signature: 'ii', body: [0, 0] });
    },
  };
}

async function send(bus: MessageBus, request: ConstructorParameters<typeof Message>[0]): Promise<unknown[]> {
  const reply = await bus.call(new Message(request));
  const body: unknown[] = reply?.body ?? [];
  if (!reply || reply.type === MessageType.ERROR) throw new Error(`${request.member ?? ''}: ${String(body[0])}`);
  return body;
}

function readRow(value: unknown): MenuRow {
  const [id, properties] = unwrap(value) as [number, Record<string, unknown>];
  const label = unwrap(properties['label']);
  return {
    id,
    label: typeof label === 'string' ? label : '',
    isEnabled: unwrap(properties['enabled']) !== false,
    isSeparator: unwrap(properties['type']) === 'separator',
  };
}

function unwrap(value: unknown): unknown {
  return value instanceof Variant ? value.value : value;
}
