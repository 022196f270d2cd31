import { describePlans } from '../testing/plans';

describePlans('pip');
