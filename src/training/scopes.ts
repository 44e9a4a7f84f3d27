/** Who reads and who records training, where no person is named. */
export const TRAINING_SCOPES = { read: 'training:read', write: 'training:write' } as const
/** Records say of a person what he knows: who reads one, or changes it and is shown it, needs the right for that. */
export const RECORD_SCOPES = { read: 'training:personal', write: 'training:write', alsoToChange: 'training:personal' } as const
