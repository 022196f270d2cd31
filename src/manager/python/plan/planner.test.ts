import { describePlans } from '../testing/plans';

describePlans('uv');
