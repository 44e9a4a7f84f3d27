/** Parts of customs work that a system may take part in. Pure. */
export const PILLARS = ['identifiers', 'classification', 'origin', 'value', 'duties', 'trade_defence', 'licences', 'procedures', 'excise', 'lifecycle'] as const
