export const c_slider__step_InsetInlineStart = {
  "name": "--pf-v6-c-slider__step--InsetInlineStart",
  "value": "0",
  "var": "var(--pf-v6-c-slider__step--InsetInlineStart)"
};
export default c_slider__step_InsetInlineStart;
