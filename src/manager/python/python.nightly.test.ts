import { describeRequirements } from './testing/requirements';

describeRequirements('pip');
