/** The methods that a row can answer. */
export type Method = 'GET' | 'HEAD' | 'POST';
