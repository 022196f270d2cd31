import { productName, version } from '../../package.json';

/** Version of this program, which is that of the app. */
export const appVersion: string = version;

/** What the app is called; its profile has this name on every system. */
export const appName: string = productName;
