/** A key to press, as it is printed on the keyboard. */
export const Key = ({ children }: { children: string }) => <kbd>{children}</kbd>
