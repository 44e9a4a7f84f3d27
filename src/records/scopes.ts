/** Who may read and who may write records. */
export const RECORD_SCOPES = { read: 'records:read', write: 'records:write' } as const
