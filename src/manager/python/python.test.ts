import { describeRequirements } from './testing/requirements';

describeRequirements('uv');
