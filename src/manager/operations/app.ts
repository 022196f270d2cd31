import type { ManagerOperations } from '../../contract/operations';

/** What the app says about itself. */
export function createAppOperations(appVersion: string): Pick<ManagerOperations, 'app.version' | 'app.legacyUi'> {
  return {
    'app.version': () => Promise.resolve({ version: appVersion }),
    'app.legacyUi': () => Promise.resolve({ is_legacy_manager_ui: false }),
  };
}
