export const c_draggable_m_dragging_BackgroundColor = {
  "name": "--pf-v6-c-draggable--m-dragging--BackgroundColor",
  "value": "transparent",
  "var": "var(--pf-v6-c-draggable--m-dragging--BackgroundColor)"
};
export default c_draggable_m_dragging_BackgroundColor;
