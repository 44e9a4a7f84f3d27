/** Training: who must know what, who has shown that he does, and whether it helped. */
export { competenceOn } from './competence/competence.ts'
export type { Competence, Demand } from './competence/competence.ts'
