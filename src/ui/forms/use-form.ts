import { useState } from 'react';
import {
  emptyForm,
  faultOf,
  type FieldValue,
  type FormField,
  type FormValues,
  toInput,
  standsIn,
} from './form-values.ts';
import { serverFaults } from './server-faults.ts';

interface FormSettings {
  readonly fields: readonly FormField[];
  /** What stands in the fields before anything is typed, as the server said it. */
  readonly known?: Readonly<Record<string, unknown>>;
  /** What the server said of what was sent last. */
  readonly error: Error | null;
  /** Called when something is typed after an error. */
  readonly forget: () => void;
}

/** A form: what stands in it, and what is wrong. */
export interface Form {
  readonly fields: readonly FormField[];
  readonly values: FormValues;
  /** True once something was typed. */
  readonly isTouched: boolean;
  change(name: string, value: FieldValue): void;
  fault(field: FormField): string | undefined;
  /** What the server takes; undefined where something must be corrected first, and then the fields say so. */
  take(): Readonly<Record<string, unknown>> | undefined;
  /** True where the server's last word stands at none of the fields. */
  readonly isRefusedAsWhole: boolean;
}

/** Keeps what is typed into the fields of a shape until it was taken. */
export function useForm({ fields, known = {}, error, forget }: FormSettings): Form {
  const [typed, setTyped] = useState<FormValues>({});
  const [isTried, setTried] = useState(false);
  const values = { ...emptyForm(fields, known), ...typed };
  const faults = serverFaults(error);
  const isAtField = fields.some(({ name }) => faults.has(name));
  return {
    fields,
    values,
    isTouched: Object.keys(typed).length > 0,
    change(name, value) {
      setTyped((before) => ({ ...before, [name]: value }));
      if (error !== null) forget();
    },
    fault: (field) => faults.get(field.name) ?? faultOf(field, standsIn(field, values), isTried),
    take() {
      setTried(true);
      const isFaulty = fields.some((field) => faultOf(field, standsIn(field, values)) !== undefined);
      return isFaulty ? undefined : toInput(fields, values, known);
    },
    isRefusedAsWhole: error !== null && !isAtField,
  };
}
