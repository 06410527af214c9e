export const c_number_input_c_form_control_width_chars = {
  "name": "--pf-v6-c-number-input--c-form-control--width-chars",
  "value": "4",
  "var": "var(--pf-v6-c-number-input--c-form-control--width-chars)"
};
export default c_number_input_c_form_control_width_chars;
