/** The project whose limits nobody changes. */
export const STEADY = 'two';

/** Defaults, by the model's words: few objects, so that clients meet at them. */
export const LIMITS = {
  network: 3,
  subnet: 6,
  port: 8,
  router: 3,
  floating_ip: 4,
  listener: 4,
  pool: 5,
  member: 12,
  health_monitor: 4,
} as const;
