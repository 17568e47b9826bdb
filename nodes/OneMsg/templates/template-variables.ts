import type { Template, TemplateVariable } from '../../shared/templates/template';
import { placeholdersIn, textVariables } from '../../shared/templates/template-variables';

/** The variables of a template, in the order in which people read them. */
export function variablesOf(template: Template): TemplateVariable[] {
  const { header, body, buttons, examples } = template;
  return [
    ...(header?.kind === 'text' ? textVariables('header', header.text, examples?.header) : []),
    ...textVariables('body', body, examples?.body),
    ...buttons.flatMap((button, index): TemplateVariable[] => {
      const [placeholder] = placeholdersIn(button.url);
      if (button.type !== 'copy_code' && !placeholder) return [];
      const text = button.url ? `${button.text}: ${button.url}` : button.text;
      // Counted over all buttons, so that the name alone tells which one is meant.
      const field = `button_${index + 1}`;
      const { example } = button;
      return [
        {
          ...{ field, part: 'button', text, placeholder: placeholder ?? '', button: index },
          ...(example && { example }),
        },
      ];
    }),
  ];
}
