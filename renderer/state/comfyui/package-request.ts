import { go } from '../../navigation/location-store';
import { createInstallationStore } from '../installation/installation-store';

/** A line of requirements whose plan is to be shown where the packages are; null while none is asked for. */
export const usePackageRequest = createInstallationStore<{ line: string | null }>({ line: null });

/** Shows, in the environment, what installing this line would change, or why it cannot be installed. */
export function askForPackage(line: string): void {
  usePackageRequest.setState({ line });
  go({ place: 'comfyui', comfyTab: 'environment' });
}
