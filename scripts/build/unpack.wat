;; Turns the packed text in a page's script back into the bytes of the module. pack.mjs makes the text and
;; says how it is made.
;;
;; Memory: a table of 256 bytes at 0 says what each character stands for. Behind it is the text, then the
;; bytes. No text has a character above 126: at 128 of the table is the list of a function's variables, the
;; last used one first.
(module
  (memory (export "a") 3)

  ;; $read: where the text begins. $write: where the bytes begin. $end: where the text ends.
  ;; Returns where the bytes end.
  (func (export "b") (param $read i32) (param $write i32) (param $end i32) (result i32)
    (local $code i32)
    (local $function i32)
    (local $literal i32)
    ;; Before the first function there is none: its size goes behind the text.
    (local.set $function (local.get $end))
    ;; The first handle of two bytes.
    (local.set $literal (i32.const 64))
    (loop $next
      (local.set $code (i32.load8_s (i32.load8_u (local.get $read))))
      ;; An escape is negative: half of what it adds to the next character, which then stands for itself.
      (if (i32.lt_s (local.get $code) (i32.const 0))
        (then
          (local.set $read (i32.add (local.get $read) (i32.const 1)))
          (local.set $code
            (i32.add
              (i32.add (local.get $code) (local.get $code))
              (i32.load8_s (local.get $read))))))
      (if (i32.eq (local.get $code) (i32.const 38))
        (then
          ;; "&" is i32.const with the handle of the next literal.
          (i32.store8 (local.get $write) (i32.const 65))
          (i32.store16 offset=1
            (local.get $write)
            (i32.add
              (local.get $literal)
              (i32.shl
                (i32.add (i32.shr_u (local.get $literal) (i32.const 7)) (i32.const 1))
                (i32.const 7))))
          (local.set $literal (i32.add (local.get $literal) (i32.const 1)))
          (local.set $write (i32.add (local.get $write) (i32.const 3))))
        (else
          (if (i32.eq (local.get $code) (i32.const 60))
            (then
              ;; "<" begins a function, or ends the last one: the one before gets its size, and this one its
              ;; place.
              (local.set $code
                (i32.sub (i32.sub (local.get $write) (local.get $function)) (i32.const 2)))
              (i32.store16
                (local.get $function)
                (i32.add
                  (local.get $code)
                  (i32.shl
                    (i32.add (i32.shr_u (local.get $code) (i32.const 7)) (i32.const 1))
                    (i32.const 7))))
              (local.set $function (local.get $write))
              ;; Its variables come in their order. The table's first 32 bytes are the numbers 0 to 31.
              (memory.copy (i32.const 128) (i32.const 0) (i32.const 32))
              (local.set $write (i32.add (local.get $write) (i32.const 2))))
            (else
              (i32.store8 (local.get $write) (local.get $code))
              (local.set $write (i32.add (local.get $write) (i32.const 1)))
              ;; 0x20 to 0x23 read or write a variable. The number of the variable is at the end of the text.
              (if (i32.eq (i32.shr_s (local.get $code) (i32.const 2)) (i32.const 8))
                (then
                  (local.set $end (i32.sub (local.get $end) (i32.const 1)))
                  ;; The place in the list of variables, from 0.
                  (local.set $code (i32.load8_u (i32.load8_u (local.get $end))))
                  (i32.store8 (local.get $write) (i32.load8_u offset=128 (local.get $code)))
                  ;; It moves to the front of the list.
                  (memory.copy (i32.const 129) (i32.const 128) (local.get $code))
                  (i32.store8 (i32.const 128) (i32.load8_u (local.get $write)))
                  (local.set $write (i32.add (local.get $write) (i32.const 1)))))))))
      (local.set $read (i32.add (local.get $read) (i32.const 1)))
      (br_if $next (i32.ne (local.get $read) (local.get $end))))
    (local.get $function)))
