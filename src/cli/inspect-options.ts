import {given} from '../core/given.ts'
import type {Target} from '../core/inspect/target.ts'
import {catalogue, outsideOf, probe, sourceOf} from '../wiring.ts'
import {ignoresOf} from './ignore-file.ts'
import {type InspectFlagValues, rowSelectionOf} from './inspect-flags.ts'
import {momentFlag} from './moment.ts'
import {isSourceChosen, type SourceFlagValues, scopeOf, sourceChoice} from './source-choice.ts'

/** What the flags of `inspect` choose to look at, and how. @throws PkiError E_USAGE before anything is read */
export const inspectOptions = async (flags: SourceFlagValues & InspectFlagValues, targets: readonly Target[]) => {
  const choice = sourceChoice(flags)
  return {
    selection: rowSelectionOf(flags, targets),
    source: await sourceOf(choice),
    outside: outsideOf(choice),
    isSourceChosen: isSourceChosen(flags),
    catalogue,
    ignores: await ignoresOf(flags),
    ...given({namespaces: scopeOf(flags), now: momentFlag(flags.now), probe: flags.probe ? probe : undefined}),
  }
}
