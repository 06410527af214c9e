export const c_slider__value_c_form_control_width_chars = {
  "name": "--pf-v6-c-slider__value--c-form-control--width-chars",
  "value": "3",
  "var": "var(--pf-v6-c-slider__value--c-form-control--width-chars)"
};
export default c_slider__value_c_form_control_width_chars;
